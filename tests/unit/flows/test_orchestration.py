"""Prefect works with the versions that are locked beside it (decision 7)."""

import asyncio

import httpx
from fastapi import Body, FastAPI


def test_prefects_server_can_be_made(tmp_path, monkeypatch):
    """With FastAPI from 0.155 on it cannot even be imported."""
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    from prefect.server.api.server import create_app

    assert create_app(ephemeral=True).routes


def test_null_in_a_request_is_the_default():
    """Prefect's client leaves out nothing and sends null; FastAPI from 0.151 on refuses that."""
    app = FastAPI()

    @app.post("/filter")
    def filtered(name: str | None = Body(None), limit: int = Body(200)) -> int:
        return limit

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://prefect") as client:
            return await client.post("/filter", json={"name": None, "limit": None})

    assert asyncio.run(answer()).json() == 200
