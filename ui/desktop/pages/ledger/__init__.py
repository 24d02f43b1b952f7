"""台账: the list of women, what is known of her at a glance, and registering one."""
