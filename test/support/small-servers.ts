/** A statement, or more, by which a program of each language answers every request on port 8000 with 200, for ever. */

const ANSWER = String.raw`HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok`;

export const nodeServer = "require('http').createServer((_, answer) => answer.end('ok')).listen(8000)\n";

/** In a module, behind its own imports. */
export const nodeModuleServer = `(await import('node:http')).createServer((_, answer) => answer.end('ok')).listen(8000);\n`;

export const pythonServer = `import http.server
class Small(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(('', 8000), Small).serve_forever()
`;

export const rubyServer = `require 'socket'
small = TCPServer.new('0.0.0.0', 8000)
loop do
  client = small.accept
  client.readpartial(4096) rescue nil
  client.write("${ANSWER}")
  client.close
end
`;

export const rustServer = `for mut client in std::net::TcpListener::bind("0.0.0.0:8000").unwrap().incoming().flatten() {
    let _ = std::io::Read::read(&mut client, &mut [0; 4096]);
    let _ = std::io::Write::write_all(&mut client, b"${ANSWER}");
}
`;

export const elixirServer = `{:ok, socket} = :gen_tcp.listen(8000, [:binary, active: false, reuseaddr: true])
answer = fn answer ->
  {:ok, client} = :gen_tcp.accept(socket)
  :gen_tcp.recv(client, 0)
  :gen_tcp.send(client, "${ANSWER}")
  :gen_tcp.close(client)
  answer.(answer)
end
answer.(answer)
`;

export const phpServer = `$small = stream_socket_server('tcp://0.0.0.0:8000');
while (true) {
  if (!($client = @stream_socket_accept($small, -1))) continue;
  fread($client, 4096);
  fwrite($client, "${ANSWER}");
  fclose($client);
}
`;

/** With the package `net/http` imported. */
export const goServer = `http.ListenAndServe(":8000", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok")) }))`;

export const javaServer =
  'com.sun.net.httpserver.HttpServer small = com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress(8000), 0); small.createContext("/", x -> { x.sendResponseHeaders(200, 2); x.getResponseBody().write("ok".getBytes()); x.close(); }); small.start();';
