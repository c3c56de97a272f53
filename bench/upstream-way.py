"""The way upstream stores a metrics file: one ORM object per record, one commit. Written for this bench.

Usage: python upstream-way.py FILE SQLALCHEMY_URL, the URL on standard input. Prints seconds and peak memory in KB.
"""

import json
import resource
import sys
import time
from datetime import datetime

from sqlalchemy import JSON, Boolean, Column, DateTime, Float, Integer, String, Text, create_engine
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Bug(Base):
    __tablename__ = "metrics_bugs"
    id = Column(Integer, primary_key=True, autoincrement=True)
    pattern = Column(String(255), nullable=False, index=True)
    error = Column(Text, nullable=False)
    code = Column(Text)
    file_path = Column(String(500), index=True)
    line = Column(Integer)
    stack_trace = Column(Text)
    count = Column(Integer, default=1)
    timestamp = Column(DateTime, nullable=False, index=True)


class TestFailure(Base):
    __tablename__ = "metrics_test_failures"
    id = Column(Integer, primary_key=True, autoincrement=True)
    test_name = Column(String(500), nullable=False)
    failure_reason = Column(Text, nullable=False)
    pattern_violated = Column(String(255), index=True)
    code_snippet = Column(Text)
    timestamp = Column(DateTime, nullable=False, index=True)


class CodeReview(Base):
    __tablename__ = "metrics_code_reviews"
    id = Column(Integer, primary_key=True, autoincrement=True)
    issue_type = Column(String(255), nullable=False)
    pattern = Column(String(255), nullable=False, index=True)
    severity = Column(String(50), nullable=False)
    file_path = Column(String(500))
    line = Column(Integer)
    suggestion = Column(Text)
    timestamp = Column(DateTime, nullable=False, index=True)


class Performance(Base):
    __tablename__ = "metrics_performance"
    id = Column(Integer, primary_key=True, autoincrement=True)
    metric_type = Column(String(100), nullable=False, index=True)
    details = Column(JSON)
    timestamp = Column(DateTime, nullable=False, index=True)
    function_name = Column(String(255))
    execution_time_ms = Column(Float)


class Deployment(Base):
    __tablename__ = "metrics_deployment"
    id = Column(Integer, primary_key=True, autoincrement=True)
    issue_type = Column(String(255), nullable=False)
    pattern = Column(String(255), index=True)
    environment = Column(String(50), nullable=False, index=True)
    root_cause = Column(Text)
    resolution_time_minutes = Column(Integer)
    timestamp = Column(DateTime, nullable=False, index=True)


class CodeGeneration(Base):
    __tablename__ = "metrics_code_generation"
    id = Column(Integer, primary_key=True, autoincrement=True)
    prompt = Column(Text, nullable=False)
    patterns_applied = Column(JSON)
    confidence = Column(Float, nullable=False, index=True)
    success = Column(Boolean, nullable=False, index=True)
    code_length = Column(Integer)
    compilation_error = Column(Text)
    generation_metadata = Column(JSON)
    timestamp = Column(DateTime, nullable=False, index=True)
    patterns_count = Column(Integer)


class LlmCall(Base):
    __tablename__ = "metrics_llm_calls"
    id = Column(Integer, primary_key=True, autoincrement=True)
    success = Column(Boolean)
    attempts = Column(Integer)
    duration_seconds = Column(Float)
    provider = Column(String(100))
    model = Column(String(200))
    error = Column(Text)
    raw = Column(JSON)
    timestamp = Column(DateTime, nullable=False, index=True)


TABLES = {
    "bugs": Bug,
    "test_failures": TestFailure,
    "code_reviews": CodeReview,
    "performance_metrics": Performance,
    "deployment_issues": Deployment,
    "code_generation": CodeGeneration,
    "llm_calls": LlmCall,
}


def fields(name, entry):
    entry = dict(entry)
    entry["timestamp"] = datetime.fromisoformat(entry["timestamp"].replace("Z", "+00:00")).replace(tzinfo=None)
    if name == "test_failures":
        entry.pop("count", None)
    if name == "performance_metrics":
        entry["function_name"] = entry["details"].get("function")
        entry["execution_time_ms"] = entry["details"].get("avg_time_ms")
    if name == "code_generation":
        entry["generation_metadata"] = entry.pop("metadata")
        entry["patterns_count"] = len(entry["patterns_applied"])
    if name == "llm_calls":
        entry["duration_seconds"] = entry.pop("duration")
    return entry


def main():
    path, url = sys.argv[1], sys.stdin.read().strip()
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    start = time.perf_counter()
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    with Session(engine) as session:
        for name, table in TABLES.items():
            for entry in data[name]:
                session.add(table(**fields(name, entry)))
        session.commit()
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peakKb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))


main()
