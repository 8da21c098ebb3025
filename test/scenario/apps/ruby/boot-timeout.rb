# Puma whose workers take longer to boot than they may.
workers 2
worker_boot_timeout 3
bind 'tcp://0.0.0.0:8000'
rackup 'ruby/slow.ru'
on_worker_boot { sleep 8 }
