"""Question + Status + clock -> Answer. Pure: no Rasa, no Sanic, no database, no file."""
