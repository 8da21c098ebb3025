# A Rack app that cannot be loaded where a setting is missing.
raise 'DATABASE_URL is not set' unless ENV['DATABASE_URL']
run ->(_) { [200, { 'Content-Type' => 'text/plain' }, ["hello\n"]] }
