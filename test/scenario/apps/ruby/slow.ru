# A Rack app whose load takes BOOT_SECONDS; /stuck answers after a long time.
sleep ENV.fetch('BOOT_SECONDS', '0').to_f

run lambda { |env|
  sleep 600 if env['PATH_INFO'] == ENV['STUCK']
  [200, { 'Content-Type' => 'text/plain' }, ["hello\n"]]
}
