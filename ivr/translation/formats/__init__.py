"""The files translators work in: PO for translation tools, CSV and XLSX for spreadsheets."""
