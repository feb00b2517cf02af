"""The PostgreSQL of somebody who has none: started with the service, gone when the service is gone."""
