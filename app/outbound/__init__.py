"""Words that leave the house: what a reply needs to know, and who carries it out."""
