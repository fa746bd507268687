"""What pages with forms have in common: values of files, a look before publishing, and who asks."""
