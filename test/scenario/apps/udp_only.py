"""Answers packets, and listens on no TCP port."""
import os
import socket

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("0.0.0.0", int(os.environ["PORT"])))
while True:
    data, peer = server.recvfrom(2048)
    server.sendto(data, peer)
