"""月报: look what is missing, see the numbers and who is behind them, print."""
