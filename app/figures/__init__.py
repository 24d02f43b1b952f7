"""The figures of a month and their indicators: numbers that open onto the records behind them."""
