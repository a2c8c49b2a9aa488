"""对接: read API, outbox of status changes, calendar feed, 抄录助手."""
