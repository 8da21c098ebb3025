# A Rack app that cannot be loaded.
raise 'DATABASE_URL is not set'
