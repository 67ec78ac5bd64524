"""What crosses the border: messages, exact bytes, signatures, proofs, bundles. Pure."""
