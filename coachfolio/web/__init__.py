"""The portfolio in the browser, on one's own computer: pages that set what `reports` works out and call `editing`."""
