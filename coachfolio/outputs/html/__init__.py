"""The portfolio as one page that opens by double click, asks no network and runs nothing that the portfolio brings."""
