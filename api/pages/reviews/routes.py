"""Routes of the pages of reviews."""

from typing import Final

from api.http.request.parameter_types import UUID_PARAMETER
from api.http.request.query_string import QueryParameters
from api.pages.page_routes import list_operation_ids
from api.pages.reviews.actions import ActionForm
from api.pages.reviews.correction import CorrectionForm
from api.pages.reviews.correction_page import receive_correction, show_correction
from api.pages.reviews.import_preview import ImportActionForm
from api.pages.reviews.import_review import act_on_import, show_import
from api.pages.reviews.record_review import KEY, act_on_record, show_record
from api.pages.reviews.review_list import CursorParameters, show_reviews
from api.pages.signed_in.page import build_session_form, build_session_page, list_form_operation_ids

_WITH_FORM: Final = ("record_review", "import_review", "correction")
OPERATION_IDS = (*list_operation_ids("reviews", *_WITH_FORM), *list_form_operation_ids(*_WITH_FORM))
_RECORD: Final = "/reviews/{collection:str}/{key:str}"
_CORRECTION: Final = f"{_RECORD}/correct"
_IMPORT: Final = "/reviews/imports/{id:str}"

handlers = [
    *build_session_page("/reviews", "reviews", CursorParameters, show_reviews),
    *build_session_page(_RECORD, "record_review", QueryParameters, show_record, collection=KEY, key=KEY),
    *build_session_form(_RECORD, "record_review", ActionForm, act_on_record, collection=KEY, key=KEY),
    *build_session_page(_CORRECTION, "correction", QueryParameters, show_correction, collection=KEY, key=KEY),
    *build_session_form(_CORRECTION, "correction", CorrectionForm, receive_correction, collection=KEY, key=KEY),
    *build_session_page(_IMPORT, "import_review", CursorParameters, show_import, id=UUID_PARAMETER),
    *build_session_form(_IMPORT, "import_review", ImportActionForm, act_on_import, id=UUID_PARAMETER),
]
