"""Peer: the same API on FastAPI, asyncpg and PyJWT, optimised for speed.

PEER_MODE: `rows` encodes records as JSON in Python, `sql` returns the JSON text that PostgreSQL creates for each row, the fastest
option of this stack. DATABASE_URL has the schema `peer`, SECRET_KEY signs the tokens.
"""
import asyncio
import datetime
import hashlib
import json
import os
import time
import uuid
from typing import Any, List, Optional

import argon2
import asyncpg
import jwt
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from pydantic import BaseModel

IN_SQL = os.environ["PEER_MODE"] == "sql"
SECRET = os.environ["SECRET_KEY"]
DAY = 86400
MEMBERS = """full_name short_name slug name_local country_id address city venue_id latitude longitude altitude date finish_date
    wa_rankings_category_id age_groups national_id basic_description contact_details organiser_id website entry_link
    results_link id year events""".split()
AS_TEXT = {"venue_id", "date", "finish_date", "organiser_id", "id"}
ROW = ", ".join(m + "::text" if m in AS_TEXT and not IN_SQL else m for m in MEMBERS)
FROM = f"SELECT {ROW}, NULL::text AS override_token FROM peer.competition"
SAME = FROM + " WHERE date = $1 AND peer.name_key(full_name) = peer.name_key($2) LIMIT 10"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(peer.name_key($1) || $2::date::text, 0))"
INSERT = f"INSERT INTO peer.competition ({', '.join(MEMBERS)}) VALUES ({', '.join(f'${n + 1}' for n in range(len(MEMBERS)))})"


class Competition(BaseModel):
    full_name: str
    short_name: str = ""
    slug: str = ""
    name_local: str = ""
    country_id: str
    address: str = ""
    city: str = ""
    venue_id: Optional[uuid.UUID] = None
    latitude: Optional[float] = None
    longitude: Optional[float] = None
    altitude: Optional[float] = None
    date: datetime.date
    finish_date: datetime.date
    wa_rankings_category_id: Optional[int] = None
    age_groups: Optional[List[str]] = None
    national_id: str = ""
    basic_description: str = ""
    contact_details: str = ""
    organiser_id: Optional[uuid.UUID] = None
    website: Optional[str] = None
    entry_link: Optional[str] = None
    results_link: Optional[str] = None
    id: Optional[uuid.UUID] = None
    year: int
    events: Optional[List[Any]] = None


app = FastAPI()
app.add_middleware(GZipMiddleware)
hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/auth/token")
dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@app.on_event("startup")
async def connect():
    async def set_json_codec(connection):
        await connection.set_type_codec("json", schema="pg_catalog", encoder=dumps, decoder=json.loads)
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=8, max_size=8, init=set_json_codec)


async def caller(token: str = Depends(bearer)):
    try:
        return jwt.decode(token, SECRET, algorithms=["HS256"])
    except jwt.PyJWTError:
        raise HTTPException(401, "Invalid token")


def respond(request: Request, body: bytes):
    etag = '"' + hashlib.blake2b(body, digest_size=12).hexdigest() + '"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"etag": etag})
    return Response(body, media_type="application/json", headers={"etag": etag})


@app.post("/api/v1/auth/token")
async def token(form: OAuth2PasswordRequestForm = Depends()):
    stored = await app.state.pool.fetchval("SELECT password_hash FROM peer.account WHERE email = $1", form.username)
    try:
        await asyncio.get_running_loop().run_in_executor(None, hasher.verify, stored, form.password)
    except argon2.exceptions.VerificationError:
        raise HTTPException(401, "Incorrect username or password")
    now = int(time.time())
    return {"access_token": jwt.encode({"sub": form.username, "exp": now + DAY}, SECRET, "HS256"), "token_type": "bearer"}


@app.get("/api/v1/competitions/")
async def list_competitions(request: Request, country: str, from_date: datetime.date, to_date: datetime.date,
                            user: dict = Depends(caller)):
    sql = FROM + " WHERE country_id = $1 AND date BETWEEN $2 AND $3 ORDER BY date, full_name, id"
    if IN_SQL:
        rows = await app.state.pool.fetch(f"SELECT row_to_json(r)::text FROM ({sql}) r", country, from_date, to_date)
        return respond(request, ("[" + ",".join([row[0] for row in rows]) + "]").encode())
    rows = await app.state.pool.fetch(sql, country, from_date, to_date)
    return respond(request, dumps([dict(row) for row in rows]).encode())


@app.get("/api/v1/competitions/{id}")
async def one(request: Request, id: uuid.UUID, user: dict = Depends(caller)):
    sql = FROM + " WHERE id = $1"
    if IN_SQL:
        return respond(request, (await app.state.pool.fetchval(f"SELECT row_to_json(r)::text FROM ({sql}) r", id)).encode())
    return respond(request, dumps(dict(await app.state.pool.fetchrow(sql, id))).encode())


@app.post("/api/v1/competitions/")
async def create(competition: Competition, user: dict = Depends(caller)):
    competition.id = competition.id or uuid.uuid4()
    async with app.state.pool.acquire() as connection, connection.transaction():
        await connection.execute(LOCK, competition.full_name, competition.date)
        same = await connection.fetch(SAME, competition.date, competition.full_name)
        if not same:
            await connection.execute(INSERT, *(getattr(competition, member) for member in MEMBERS))
    if same:
        now = int(time.time())
        override = jwt.encode({"nbf": now, "exp": now + 3 * DAY}, SECRET, "HS256")
        detail = {"error": "A competition with the same name and date exists", "override_token": override,
                  "mathing_competitions": [dict(row) for row in same]}
        return Response(json.dumps({"detail": detail}, default=str), 409, media_type="application/json")
    return Response(json.dumps(competition.dict(), default=str), 201, media_type="application/json")
