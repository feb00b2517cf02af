"""Routes of the pages of reviews."""

from api.pages.page_routes import list_operation_ids
from api.pages.reviews.review_list import ReviewListParameters, show_reviews
from api.pages.signed_in.page import build_session_page

OPERATION_IDS = list_operation_ids("reviews")

handlers = build_session_page("/reviews", "reviews", ReviewListParameters, show_reviews)
