"""Who may call and who looked: credentials and access records, in a file of one node or in the database all nodes share."""
