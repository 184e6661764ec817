"""Accounts over HTTP: forms that set cookies, and the REST API of oneself."""

from fastapi import APIRouter

from . import api, forms

router = APIRouter()
router.include_router(forms.router)
router.include_router(api.router)
router.include_router(api.pictures)
