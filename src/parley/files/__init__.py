"""What lies on disk: folders of systems, exercises and results, and files of authorities."""

from parley.files.ready_system import load_system

__all__ = ["load_system"]
