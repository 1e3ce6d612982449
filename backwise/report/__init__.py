"""The page for the doctor: what a person told, on one sheet."""

from backwise.report.keep import keep_page, kept_page
from backwise.report.page import Facts, Page, Row, Section, Wording, as_text, load_wording, make

__all__ = [
    "Facts",
    "Page",
    "Row",
    "Section",
    "Wording",
    "as_text",
    "keep_page",
    "kept_page",
    "load_wording",
    "make",
]
