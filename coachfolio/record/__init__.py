"""The record of practice: what git kept, who witnessed it, and what it can and cannot show."""
