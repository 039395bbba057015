"""One folder per neighbour: its words stop at our border."""
