"""Bytes into events: SSE, NDJSON and WebSocket messages; incremental, pure, no I/O."""
