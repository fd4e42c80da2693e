"""What would serve any application: it does not know what a project is."""
