"""What LinkPath can do, and the gate that every request for it passes."""

from .operation import Context, Effect, Operation, Params, Subject
from .runner import Performed, run
from .services import Services
from .table import OPERATIONS

__all__ = ["OPERATIONS", "Context", "Effect", "Operation", "Params", "Performed", "Services", "Subject", "run"]
