"""From what flows and reads answer to what pages show: codes become words, rows become lines. Nothing is decided here."""
