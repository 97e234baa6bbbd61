"""A platform that answers at once, or after a set time, and does nothing else: nginx. What stands in for platforms in
the tests keeps a ledger of all it was told, and would be what is measured."""

import os
import shutil
import subprocess
import time

from rig import free_port

# Every answer names a post of its own, as a real one would; whoever reads one back is told that it is gone.
POST = ('{"id": "$request_id", "content": "<p>Closed until noon.</p>", "created_at": "2026-01-01T00:00:00.000Z", '
        '"visibility": "public", "url": "https://social.example/$request_id"}')
SETTINGS = """
load_module {modules}/ngx_http_echo_module.so;
{user}
worker_processes 1;
daemon off;
error_log {folder}/nginx.log;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  log_format wire '$msec $request_time $http_idempotency_key';
  access_log {log};
  default_type application/json;
  keepalive_requests 100000000;
  http2_max_concurrent_streams 128;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {tls}/server.pem;
    ssl_certificate_key {tls}/server.key;
    location = /api/v1/statuses {{ {answer} }}
    location / {{ return 404 '{{"error": "Record not found"}}'; }}
  }}
}}
"""


def start(stage, name, delay, noted=False):
    """Starts it; gives its address. `delay` in seconds before each answer to a post; `noted`: see `wire`."""
    port, folder, tls = free_port(), stage.folder / name, stage.cluster.tls
    folder.mkdir()
    answer = f"return 200 '{POST}';" if not delay else f"echo_sleep {delay}; echo '{POST}';"
    path = stage.write(f"{name}.conf", SETTINGS.format(
        modules="/usr/lib/nginx/modules", user="user root;" if os.getuid() == 0 else "", folder=folder, port=port,
        tls=tls, answer=answer, log=f"{folder}/wire.log wire" if noted else "off"))
    stage.rig.start(name, shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"), "-c", path, "-e", "stderr")
    address = f"https://127.0.0.1:{port}"
    for _ in range(100):
        stage.rig.check_alive()
        if subprocess.run(["curl", "-sf", "--cacert", f"{tls}/ca.pem", "-d", "status=x", f"{address}/api/v1/statuses"],
                          stdout=subprocess.DEVNULL, timeout=20, check=False).returncode == 0:
            return address
        time.sleep(0.1)
    raise AssertionError("nginx does not answer")


def wire(stage, name):
    """When each post came in: seconds since 1970 by idempotency key."""
    came = {}
    for line in (stage.folder / name / "wire.log").read_text(encoding="ascii").splitlines():
        ended, took, key = line.split()
        came[key] = float(ended) - float(took)
    return came
