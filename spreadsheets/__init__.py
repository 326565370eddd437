"""Workbooks in and out: guards before any parser, typed cells, one way of writing. Knows no Django."""
