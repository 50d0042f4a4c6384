"""Prefect as it is locked."""

import asyncio

import httpx
import pytest


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    from prefect.server.api.server import create_app

    return create_app(ephemeral=True)


def test_prefects_server_understands_prefects_client(server):
    """The client sends nothing as null; FastAPI from 0.151 on refuses it, and from 0.155 on there is no server."""
    from fastapi import APIRouter, Body, FastAPI

    assert server.title == "Prefect Prefect REST API" or server.title

    router = APIRouter()

    @router.post("/filter")
    def filtered(name: str | None = Body(None), limit: int = Body(200)) -> int:
        return limit

    async def answer() -> httpx.Response:
        app = FastAPI()
        app.include_router(router)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://prefect") as client:
            return await client.post("/filter", json={"name": None, "limit": None})

    assert asyncio.run(answer()).json() == 200
