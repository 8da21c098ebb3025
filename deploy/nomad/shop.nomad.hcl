# Nomad's docker driver does not share a process namespace between tasks, so the agent goes into the app's image.
job "shop" {
  type = "service"

  group "web" {
    network {
      mode = "bridge"
      port "http" {
        to = 8000
      }
      port "sidewatch" {
        to = 9393
      }
    }

    task "app" {
      driver = "docker"

      config {
        image      = "shop-with-sidewatch:latest"
        entrypoint = ["/sidewatch/sidewatch", "run", "--"]
        command    = "gunicorn"
        args       = ["shop.wsgi", "--bind", "0.0.0.0:8000"]
        ports      = ["http", "sidewatch"]
      }

      env {
        PORT = "8000"
      }

      service {
        name     = "shop"
        port     = "http"
        provider = "nomad"

        check {
          type     = "http"
          port     = "sidewatch"
          path     = "/readyz"
          interval = "10s"
          timeout  = "2s"
        }
      }
    }
  }
}
