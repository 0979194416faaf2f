"""The web channel: what the chat widget speaks. `docs/web-channel.md` describes it."""
