"""Set-up of both environments, training, and the processes of a running Countyline."""
