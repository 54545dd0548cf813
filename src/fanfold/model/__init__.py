"""Plain words of the domain: names, places, statuses, policies, errors and limits. Pure."""
