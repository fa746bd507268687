"""A municipality's lists of places, made into services and menus, and what is wrong with them."""
