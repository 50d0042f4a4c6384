"""Groups of commands, a module each; what a command needs it imports when it runs."""
