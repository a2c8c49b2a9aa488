"""Several machines on one: primary and standby, two groups of web processes behind nginx, a process that works off the queue
(script/trial-scale-out). Data and ports are its own; everything it starts it ends."""
