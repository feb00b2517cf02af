"""All routes of claims."""

from api.analysis.claims import check_routes, read_routes, write_routes
from api.analysis.claims.collection import COLLECTION
from api.analysis.claims.write_routes import WRITABLE

OPERATION_IDS = (
    "list_claims",
    "read_claim",
    "list_claim_revisions",
    "check_claim",
    "create_claim",
    "revise_claim",
    "submit_claim",
    "publish_claim",
    "reject_claim",
    "withdraw_claim",
    "restore_claim",
)

__all__ = ["COLLECTION", "WRITABLE", "handlers"]

handlers = [*read_routes.handlers, check_routes.check_claim, *write_routes.handlers]
