"""The county's hub: enrols laptops, takes bundles in, answers with receipts."""
