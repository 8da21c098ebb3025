# Puma whose workers must check in often.
workers 2
worker_check_interval 1
worker_timeout 3
bind 'tcp://0.0.0.0:8000'
rackup 'ruby/slow.ru'
