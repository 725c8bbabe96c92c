"""The front desk: parse, call one flow, print, exit."""
