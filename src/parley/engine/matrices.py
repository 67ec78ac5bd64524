"""Sparse matrices of who owes, holds or lends what: how they are checked once and then locked."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from parley.engine.amounts import numbers_in
from parley.errors import Fault, InvalidInput


def locked_matrix(matrix: object) -> sparse.csr_array:
    """Copy a dense or sparse matrix to CSR with sorted float64 entries that cannot be written."""
    csr = sparse.csr_array(matrix, dtype=np.float64, copy=True)
    csr.sum_duplicates()
    for array in (csr.data, csr.indices, csr.indptr):
        array.flags.writeable = False
    return csr


def matrix_in(where: str, field: str, values: object) -> sparse.csr_array:
    """``locked_matrix`` for what came in from outside.

    Raises:
        InvalidInput: if it is no matrix of numbers.
    """
    given: Any = values if sparse.issparse(values) else numbers_in(where, field, values)
    shape = np.shape(given)  # of a sparse matrix too
    if len(shape) != 2:
        raise InvalidInput([Fault(where, 0, field, f"shape {shape}", "a matrix")])
    try:
        return locked_matrix(given)
    except (TypeError, ValueError):
        wrong = [Fault(where, 0, field, type(values).__name__, "a matrix of numbers")]
        raise InvalidInput(wrong) from None


def matrix_to_read(where: str, field: str, values: object) -> sparse.csr_array:
    """A matrix in CSR that is read and let go: as it was given if it can be, else a copy.

    Its arrays can be written to, because a compiled loop is compiled anew for those that cannot.

    Raises:
        InvalidInput: if it is no matrix of numbers.
    """
    if isinstance(values, sparse.csr_array) and values.dtype == np.float64:
        arrays = (values.data, values.indices, values.indptr)
        if values.has_canonical_format and all(array.flags.writeable for array in arrays):
            return values
    return sparse.csr_array(matrix_in(where, field, values), copy=True)


def faults_in_matrix(
    where: str, field: str, matrix: sparse.csr_array, n: int, names: Sequence[str] = ()
) -> list[Fault]:
    """List what is wrong with a matrix between institutions: shape, numbers, diagonal.

    Args:
        where: What the matrix belongs to, for the message.
        field: Its name, for the message.
        matrix: Shape (n, n) is expected, entries finite and 0 or more, the diagonal 0.
        n: Number of institutions.
        names: Their names; numbers are used if there are none.
    """
    if matrix.shape != (n, n):
        return [Fault(where, 0, field, f"shape {matrix.shape}", f"shape {(n, n)}")]
    label = [str(i) for i in range(n)] if len(names) != n else names
    faults = []
    entries = matrix.tocoo()
    bad = ~(np.isfinite(entries.data) & (entries.data >= 0))
    for i, j, amount in zip(
        entries.row[bad][:20], entries.col[bad][:20], entries.data[bad][:20], strict=True
    ):
        faults.append(
            Fault(where, 0, f"{field} of {label[i]} to {label[j]}", str(amount), "0 or more")
        )
    for i in np.flatnonzero(matrix.diagonal() != 0)[:20]:
        faults.append(
            Fault(where, 0, f"{field} of {label[i]} to itself", str(matrix.diagonal()[i]), "0")
        )
    return faults
