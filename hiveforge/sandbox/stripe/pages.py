"""pages"""

from fastapi import APIRouter


def pages_router() -> APIRouter:
    return APIRouter()
