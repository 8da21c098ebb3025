# Unicorn that gives a request 3 s.
worker_processes 1
timeout 3
listen '0.0.0.0:8000'
