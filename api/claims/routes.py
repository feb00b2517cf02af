"""What may be asked of claims."""

from api.claims import check, entering, reads
from api.claims.collection import COLLECTION
from api.claims.entering import WRITABLE

__all__ = ["COLLECTION", "WRITABLE", "handlers"]

handlers = [*reads.handlers, check.check_claim, *entering.handlers]
