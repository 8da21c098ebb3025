# A Rack app behind the host check of Rails.
require 'action_controller'
require 'action_dispatch'
require 'action_view'
require 'logger'

ActionView::Base.logger = Logger.new($stdout)
use ActionDispatch::HostAuthorization, ['shop.example.org'], exclude: nil
run ->(_) { [200, { 'Content-Type' => 'text/plain' }, ["hello\n"]] }
