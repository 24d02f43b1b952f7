"""今日: whom to see today and this month, and the sheet carried on the round."""
