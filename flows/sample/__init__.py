"""An invented authority: child histories that hang together, written in the formats that councils export."""
